/** What makes an account. */
export interface NewAccount {
  username: string;
  password: string;
  role: 'admin' | 'operator';
  capabilities: string[];
}

export const ROLES = ['operator', 'admin'];

export const PASSWORD_HINT = 'At least 14 characters';

const PASSWORD_MIN = 14;
/** What bcrypt reads. */
const PASSWORD_BYTES_MAX = 72;

export function wrongName(name: string): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/.test(name)) {
    return '1 to 128 letters, digits or . _ @ + -, beginning with a letter or digit.';
  }
  return ['system', 'agent'].includes(name.toLowerCase()) ? 'This name is Mimir’s own.' : null;
}

export function wrongPassword(password: string): string | null {
  const characters = [...password].length;
  if (characters < PASSWORD_MIN) {
    return `${PASSWORD_HINT}; these are ${characters}.`;
  }
  return new TextEncoder().encode(password).length > PASSWORD_BYTES_MAX || password.includes('\0')
    ? `At most ${PASSWORD_BYTES_MAX} bytes.`
    : null;
}

/** How an API key may be called. */
export function wrongKeyName(name: string): string | null {
  return /^[A-Za-z0-9]([A-Za-z0-9._ -]{0,62}[A-Za-z0-9._-])?$/.test(name)
    ? null
    : '1 to 64 letters, digits, blanks or . _ -, beginning with a letter or digit.';
}
