export type ImportFormat = 'text' | 'csv' | 'stix' | 'misp';

export const MEDIA_TYPES: Readonly<Record<ImportFormat, string>> = {
  text: 'text/plain',
  csv: 'text/csv',
  stix: 'application/stix+json;version=2.1',
  misp: 'application/vnd.misp+json',
};

export const FORMAT_OPTIONS: readonly { value: ImportFormat; label: string }[] = [
  { value: 'text', label: 'One value per line' },
  { value: 'csv', label: 'CSV with a column value' },
  { value: 'stix', label: 'STIX 2.1 bundle' },
  { value: 'misp', label: 'MISP event' },
];

export function formatName(format: ImportFormat): string {
  return FORMAT_OPTIONS.find(({ value }) => value === format)?.label ?? format;
}

/** The first line of a CSV file that can be imported names a column `value`. */
const CSV_HEADER = /^\s*(?:[^\n]*[,;])?\s*"?value"?\s*(?:[,;][^\n]*)?$/i;

/**
 * What a text to import seems to be. By what is in it; its name helps where that says nothing.
 *
 * @param content its beginning is enough, but for JSON
 */
export function formatOf(content: string, fileName = ''): ImportFormat {
  const text = content.replace(/^\ufeff/, '').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) {
    return jsonFormat(text) ?? 'text';
  }
  const firstLine = text.split(/\r?\n/, 1)[0] ?? '';
  if (firstLine.includes(',') && CSV_HEADER.test(firstLine)) {
    return 'csv';
  }
  if (firstLine.trim().toLowerCase() === 'value' || /\.csv$/i.test(fileName)) {
    return 'csv';
  }
  return 'text';
}

/** By the names that only one of the two formats has. */
function jsonFormat(text: string): ImportFormat | undefined {
  if (/"type"\s*:\s*"bundle"|"spec_version"\s*:|"pattern_type"\s*:/.test(text)) {
    return 'stix';
  }
  return /"Event"\s*:|"Attribute"\s*:/.test(text) ? 'misp' : undefined;
}
