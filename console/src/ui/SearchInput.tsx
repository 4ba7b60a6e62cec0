import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

/** Searches 300 ms after the last key; what the address says wins when it changes otherwise. */
export function SearchInput({
  value,
  onSearch,
  label,
  ...input
}: { value: string; onSearch: (value: string) => void; label: string } & Omit<
  TextInputProps,
  'value' | 'onChange' | 'label'
>) {
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const search = useDebouncedCallback((text: string) => {
    asked.current = text;
    onSearch(text);
  }, 300);
  useEffect(() => {
    if (value !== asked.current) {
      asked.current = value;
      setTyped(value);
    }
  }, [value]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value.trim());
      }}
      {...input}
    />
  );
}
