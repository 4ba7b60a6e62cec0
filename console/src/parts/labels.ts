export type Labels = Readonly<Record<string, string>>;

const KEY = /^[a-z0-9._/-]{1,63}$/;
const COUNT_MAX = 64;
const VALUE_MAX = 256;

/** `env=prod`: the key ends at the first equals sign, a value may hold more. */
export function parseLabel(text: string): { key: string; value: string } | null {
  const equals = text.indexOf('=');
  return equals < 1
    ? null
    : { key: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() };
}

/** Why a label may not be set; null when it may. */
export function wrongLabel(text: string, labels: Labels): string | null {
  const label = parseLabel(text);
  if (label === null) {
    return 'A label is key=value, such as env=prod.';
  }
  if (!KEY.test(label.key)) {
    return "A key is 1 to 63 of a–z 0–9 . _ / -, such as 'env'.";
  }
  if ([...label.value].length > VALUE_MAX) {
    return `A value is at most ${VALUE_MAX} characters.`;
  }
  // Controls and halves of characters are no text.
  if (/\p{Cc}|\p{Cs}/u.test(label.value)) {
    return 'The value holds what is no text.';
  }
  if (!(label.key in labels) && Object.keys(labels).length >= COUNT_MAX) {
    return `A host carries at most ${COUNT_MAX} labels.`;
  }
  return null;
}

/** As they are shown and filtered by, by key: `env=prod`. */
export function shownLabels(labels: Labels): string[] {
  return Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${labels[key]}`);
}

/** The labels with one set, which changes the one that has its key. */
export function withLabel(labels: Labels, text: string): Labels {
  const label = parseLabel(text);
  return label === null ? labels : { ...labels, [label.key]: label.value };
}

export function withoutLabel(labels: Labels, key: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([each]) => each !== key));
}
