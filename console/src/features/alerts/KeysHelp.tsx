import { Group, Kbd, Modal, Table } from '@mantine/core';
import { KEYS } from './keys';

/** What the keys do on this page. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size="sm">
      <Table aria-label="Keys">
        <Table.Tbody>
          {KEYS.map(({ keys, told }) => (
            <Table.Tr key={told}>
              <Table.Th scope="row" w={130}>
                <Group gap={4}>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Th>
              <Table.Td>{told}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
