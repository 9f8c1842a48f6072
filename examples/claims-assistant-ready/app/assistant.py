"""Answers questions about a claim from the policy data base."""
import os

DB_HOST = os.environ["CLAIMS_DB_HOST"]
DB_PASSWORD = os.environ["CLAIMS_DB_PASSWORD"]


def answer(question: str) -> str:
    """The answer to a question about a claim."""
    return f"looked up {question} on {DB_HOST}"
