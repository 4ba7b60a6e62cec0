import { Table, Text } from '@mantine/core';

/** The row that matched: each column with its value, as the host said it. */
export function Evidence({ row }: { row: Readonly<Record<string, string>> | null }) {
  const cells = Object.entries(row ?? {});
  if (cells.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No evidence was kept.
      </Text>
    );
  }
  return (
    <Table aria-label="Evidence" verticalSpacing={4} layout="auto">
      <Table.Tbody>
        {cells.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={1} fw={500} c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {name}
            </Table.Th>
            <Table.Td className="mono" fz="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
