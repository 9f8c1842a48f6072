resource "aws_iam_access_key" "bot" {
  user = "bot"
}
