/* Filters the findings; the page is whole without it. State lives in the fragment, so that a link shows the same list. */
const form = document.querySelector('form.filter');
const rows = [...document.querySelectorAll('details.finding')];
const count = document.querySelector('#shown');
const texts = [];

function apply() {
  const wanted = Object.fromEntries(new FormData(form));
  const words = wanted.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > 0 && texts.length === 0) for (const row of rows) texts.push(row.textContent.toLowerCase());
  let shown = 0;
  for (const [index, row] of rows.entries()) {
    const fits =
      (wanted.severity === '' || row.dataset.severity === wanted.severity) &&
      (wanted.state === '' || row.dataset.state === wanted.state) &&
      (wanted.plane === '' || row.dataset.plane === wanted.plane) &&
      (wanted.theme === '' || row.dataset.theme === wanted.theme) &&
      words.every((word) => texts[index].includes(word));
    if (row.hidden === fits) row.hidden = !fits;
    if (fits) shown += 1;
  }
  count.textContent = `${shown} of ${rows.length} shown`;
}

function keep() {
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  const state = new URLSearchParams(given).toString();
  history.replaceState(null, '', state === '' ? '#findings' : `#findings&${state}`);
}

function restore() {
  const [, state] = /^#findings&(.*)$/.exec(location.hash) ?? [];
  if (state !== undefined) {
    for (const [name, value] of new URLSearchParams(state)) {
      const field = form.elements.namedItem(name);
      if (field !== null && 'value' in field) field.value = value;
    }
    document.querySelector('#findings').scrollIntoView();
  } else if (location.hash.length > 1) {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }
  apply();
}

if (form !== null) {
  form.hidden = false;
  let timer = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      apply();
      keep();
    }, 60);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () =>
    setTimeout(() => {
      apply();
      keep();
    }),
  );
  addEventListener('hashchange', restore);
  restore();
}
addEventListener('beforeprint', () => {
  for (const row of document.querySelectorAll('details:not(.finding)')) row.open = true;
});
