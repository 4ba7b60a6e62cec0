import { expect, test } from 'vitest';
import { formatOf, type ImportFormat } from './importFormat';

test.each<[string, string, string, ImportFormat]>([
  ['nothing', '', '', 'text'],
  ['lines', 'evil.example\n192.0.2.1', 'iocs.txt', 'text'],
  ['a value with a comma in it', 'a,b.exe\nvalue', '', 'text'],
  ['a header', 'type,value,severity\nipv4,192.0.2.1,high', '', 'csv'],
  ['a quoted header', '"value","tags"\nx,y', '', 'csv'],
  ['a byte order mark before the header', '\ufeffvalue,type\r\nx,', '', 'csv'],
  ['a header of one column', 'Value\nevil.example', '', 'csv'],
  ['a file that is named so', 'indicator,type\nx,y', 'export.CSV', 'csv'],
  ['a bundle', '{"type": "bundle", "id": "bundle--1", "objects": []}', '', 'stix'],
  ['an event', ' {"Event": {"Attribute": []}}', '', 'misp'],
  ['a response of events', '{"response":[{"Event":{}}]}', '', 'misp'],
  ['a list of indicators', '[{"pattern_type":"stix"}]', '', 'stix'],
  ['some other JSON', '{"a": 1}', 'a.json', 'text'],
])('%s', (_, content, name, format) => {
  expect(formatOf(content, name)).toBe(format);
});
