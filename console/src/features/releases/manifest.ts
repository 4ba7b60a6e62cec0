/** What the form holds: the fields of a registration, as they were typed. */
export interface Draft {
  version: string;
  os: 'linux' | 'darwin' | 'windows' | 'freebsd';
  arch: 'amd64' | 'arm64';
  download_url: string;
  sha256: string;
  signature: string;
  manifest_timestamp: string;
}

export type Field = keyof Draft;

export const EMPTY: Draft = {
  version: '',
  os: 'linux',
  arch: 'amd64',
  download_url: '',
  sha256: '',
  signature: '',
  manifest_timestamp: '',
};

export const FIELDS = Object.keys(EMPTY) as Field[];
export const OSES = ['linux', 'darwin', 'windows', 'freebsd'] as const;
export const ARCHES = ['amd64', 'arm64'] as const;

export const SHA256_PATTERN = '[a-fA-F0-9]{64}';
export const SIGNATURE_PATTERN = '[a-fA-F0-9]{128}';

const RULES: Readonly<Record<Field, (value: string) => string | null>> = {
  version: (value) =>
    /^[A-Za-z0-9._+-]{1,64}$/.test(value) && value !== '.' && value !== '..'
      ? null
      : '1 to 64 of A–Z a–z 0–9 . _ + -, as osquery --version prints it.',
  os: (value) => (OSES.includes(value as Draft['os']) ? null : 'Pick the operating system.'),
  arch: (value) => (ARCHES.includes(value as Draft['arch']) ? null : 'Pick the CPU architecture.'),
  download_url: (value) => {
    if (!value.startsWith('/api/')) {
      return 'Must start with /api/.';
    }
    return /^\/api\/[A-Za-z0-9._~/-]{1,200}$/.test(value) && !/\.\.|\/\//.test(value)
      ? null
      : 'A path of at most 205 of A–Z a–z 0–9 . _ ~ / -, without .. or //.';
  },
  sha256: (value) => hex(value, 64),
  signature: (value) => hex(value, 128),
  manifest_timestamp: (value) =>
    isInstant(value) ? null : 'RFC 3339 in UTC with whole seconds, as 2026-04-04T12:00:00Z.',
};

function hex(value: string, digits: number): string | null {
  if (/[^a-fA-F0-9]/.test(value)) {
    return `Only hex characters (0–9, a–f): exactly ${digits}.`;
  }
  return value.length === digits
    ? null
    : `Exactly ${digits} hex characters; these are ${value.length}.`;
}

function isInstant(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value)) {
    return false;
  }
  const date = new Date(value);
  // 30 February is another day when it is written again.
  return !Number.isNaN(date.getTime()) && date.toISOString() === value.replace('Z', '.000Z');
}

/** What is wrong with a field; null when it may be sent. */
export function wrong(field: Field, value: string): string | null {
  return RULES[field](value.trim());
}

/** What is wrong with each field; empty when all may be sent. */
export function faults(draft: Draft): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const fault = wrong(field, draft[field]);
    if (fault !== null) {
      found[field] = fault;
    }
  }
  return found;
}

/** As it is sent: without the blanks that were pasted along. */
export function trimmed(draft: Draft): Draft {
  return Object.fromEntries(FIELDS.map((field) => [field, draft[field].trim()])) as never;
}

/** The fields in what the signing step prints as JSON; null when the text is something else. */
export function signedFields(text: string): Partial<Draft> | null {
  if (!text.trimStart().startsWith('{')) {
    return null;
  }
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const told = read as Record<string, unknown>;
  const found = FIELDS.filter((field) => typeof told[field] === 'string');
  return found.length === 0
    ? null
    : Object.fromEntries(found.map((field) => [field, told[field] as string]));
}
