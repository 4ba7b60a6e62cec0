import { Card, Group, Stack, Title, type CardProps } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useId, type ReactNode } from 'react';

/** A page: its name as the first heading and as the window's title, and what one can do on it. */
export function Page({
  title,
  heading,
  actions,
  children,
}: {
  title: string;
  /** When the heading is more than the title. */
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useDocumentTitle(`${title} · Mimir`);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        {heading ?? (
          <Title order={1} size="h2">
            {title}
          </Title>
        )}
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  actions,
  children,
  ...card
}: { title: string; actions?: ReactNode; children: ReactNode } & CardProps) {
  const id = useId();
  return (
    <Card component="section" withBorder radius="md" padding="md" aria-labelledby={id} {...card}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Card>
  );
}
