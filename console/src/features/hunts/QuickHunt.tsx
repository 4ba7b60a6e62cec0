import { Button, Grid, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCrosshair } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { may, usePerson } from '../../lib/session';
import { DetectedLine, SeveritySelect, TypeSelect } from '../../parts/IndicatorInputs';
import { useDetected, type IndicatorType, type Severity } from '../../parts/indicators';
import { LaunchRefusal } from '../../parts/LaunchRefusal';
import { useQuickHunt, type Hunt } from './api';

/** One value, at the whole fleet. */
export function QuickHunt({ onLaunched }: { onLaunched: (hunt: Hunt) => void }) {
  if (!may.askTheFleet(usePerson())) {
    return <NotYours />;
  }
  return <Form onLaunched={onLaunched} />;
}

function NotYours() {
  return (
    <Text size="sm">
      Quick Hunt asks the whole fleet, which needs the admin role or the capability
      can_launch_fleet_hunts: hunt on a host list with Advanced Hunt, or ask an admin to grant the
      capability.
    </Text>
  );
}

function Form({ onLaunched }: { onLaunched: (hunt: Hunt) => void }) {
  const [value, setValue] = useState('');
  const [type, setType] = useState<IndicatorType | null>(null);
  const [severity, setSeverity] = useState<Severity>('medium');
  const detection = useDetected(value);
  const hunt = useQuickHunt();
  const usable = value.trim() !== '' && (type !== null || detection.detected !== undefined);
  const launch = (event: FormEvent) => {
    event.preventDefault();
    if (!usable || hunt.isPending) {
      return;
    }
    hunt.mutate(
      // What was shown is what is launched.
      { value: value.trim(), type: type ?? detection.detected?.type, severity },
      {
        onSuccess: (launched) => {
          setValue('');
          setType(null);
          onLaunched(launched);
        },
      },
    );
  };
  return (
    <form onSubmit={launch}>
      <Stack gap="xs">
        <Grid gap="sm" align="flex-start">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput
              label="Value"
              placeholder="A hash, file name, path, registry key, IPv4 address or domain"
              autoComplete="off"
              spellCheck={false}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <DetectedLine typed={value} type={type} detection={detection} />
          </Grid.Col>
          <Grid.Col span={{ base: 6, sm: 3 }}>
            <TypeSelect value={type} detection={detection} onChange={setType} />
          </Grid.Col>
          <Grid.Col span={{ base: 6, sm: 3 }}>
            <SeveritySelect value={severity} onChange={setSeverity} />
          </Grid.Col>
        </Grid>
        {hunt.error !== null && <LaunchRefusal error={hunt.error} />}
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed">
            Asks every host of the fleet; its live window is 10 minutes.
          </Text>
          <Button
            type="submit"
            loading={hunt.isPending}
            disabled={!usable}
            leftSection={<IconCrosshair size={16} aria-hidden />}
          >
            Hunt the fleet
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
