import { Button, Menu, type ButtonProps } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { save } from '../../ui/save';
import { EXPORT_FORMATS } from './api';

/** Saves what the API streams, in the format that is picked. */
export function ExportMenu({
  label,
  path,
  ...button
}: { label: string; path: (format: string) => string } & ButtonProps) {
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          {...button}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EXPORT_FORMATS.map((each) => (
          <Menu.Item key={each.format} onClick={() => save(path(each.format))}>
            {each.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
