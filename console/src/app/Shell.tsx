import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, rememberToken } from '../lib/http';
import { settle } from '../lib/leaving';
import { usePerson } from '../lib/session';
import { refused } from '../ui/toast';
import { Logo } from './Logo';
import { open, PLACES, SETTINGS } from './navigation';

/** What stands around every page. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const person = usePerson();
  useEffect(close, [path, close]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip" href="#main">
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close navigation' : 'Open navigation'}
            />
            <UnstyledButton component={Link} to="/campaigns" aria-label="Mimir: campaigns">
              <Group gap={8} wrap="nowrap">
                <Logo />
                <Text fw={700}>Mimir</Text>
              </Group>
            </UnstyledButton>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeToggle />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Main">
        <AppShell.Section grow component={ScrollArea} p="xs">
          <Places places={open(PLACES, person)} path={path} />
          <Text size="xs" fw={600} c="dimmed" px="sm" pt="md" pb={4}>
            Settings
          </Text>
          <Places places={open(SETTINGS, person)} path={path} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Places({ places, path }: { places: ReturnType<typeof open>; path: string }) {
  return places.map(({ to, title, icon: Icon }) => {
    const here = path === to || path.startsWith(`${to}/`);
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={title}
        active={here}
        aria-current={here ? 'page' : undefined}
        leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
        style={{ borderRadius: 'var(--mantine-radius-md)' }}
      />
    );
  });
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={dark ? 'Use the light theme' : 'Use the dark theme'}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
    </ActionIcon>
  );
}

function PersonMenu() {
  const person = usePerson();
  const queries = useQueryClient();
  const signOut = async () => {
    try {
      await settle();
      await api.DELETE('/api/v1/session');
    } catch (error) {
      refused(error);
      return;
    }
    rememberToken(null);
    queries.clear();
    globalThis.location.assign('/');
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton mih={32} aria-label={`Signed in as ${person.username}`}>
          <Group gap={6} wrap="nowrap">
            <IconUserCircle size={22} stroke={1.5} aria-hidden />
            <Text size="sm" visibleFrom="xs">
              {person.username}
            </Text>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.username} <Badge size="xs">{person.role}</Badge>
        </Menu.Label>
        {person.capabilities.map((capability) => (
          <Menu.Label key={capability}>{capability}</Menu.Label>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
