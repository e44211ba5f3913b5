/**
 * A made-up shop that has the widget on it, as any other page would have it: by the script's tag. The account is the one of
 * `?key=`, else the demo's; where there is neither, the page says how to come by a key. What the tag can say besides,
 * `locale`, `theme` and `side`, can be tried in the same way.
 */
async function findKey(): Promise<string | null> {
  const given = new URLSearchParams(location.search).get('key');
  if (given !== null) return given;
  const answer = await fetch('/v1/sign-in').catch(() => null);
  if (answer?.ok !== true) return null;
  const { demo } = (await answer.json()) as { readonly demo?: { readonly widgetKey?: string } | null };
  return demo?.widgetKey ?? null;
}

function show(id: string): HTMLElement {
  const element = document.getElementById(id) as HTMLElement;
  element.hidden = false;
  return element;
}

function addWidget(key: string): void {
  const script = document.createElement('script');
  script.src = '/widget.js';
  script.dataset.key = key;
  const wishes = new URLSearchParams(location.search);
  for (const name of ['locale', 'theme', 'side']) script.dataset[name] = wishes.get(name) ?? '';
  document.body.append(script);
  show('ask').addEventListener('click', () => window.Baton?.open());
}

void findKey().then((key) => (key === null ? show('missing') : addWidget(key)));
