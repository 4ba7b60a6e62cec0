import { Button, Grid, Group, Input, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconCrosshair } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { may, usePerson } from '../../lib/session';
import { LaunchRefusal } from '../../parts/LaunchRefusal';
import { TargetPicker } from '../../parts/TargetPicker';
import { useLaunchHunt, type Hunt } from './api';
import { emptyDraft, requestOf, type HuntDraft } from './draft';
import { IndicatorPicker } from './IndicatorPicker';
import { PastedValues, usePastedTypes } from './PastedValues';

/** Many indicators, at whom one wants, for as long as one wants. */
export function AdvancedHunt({
  initial,
  onLaunched,
}: {
  initial?: HuntDraft;
  onLaunched: (hunt: Hunt) => void;
}) {
  const person = usePerson();
  const fleet = may.askTheFleet(person);
  const [draft, setDraft] = useState(() => initial ?? emptyDraft(fleet));
  const [tried, setTried] = useState(false);
  const types = usePastedTypes(draft);
  const hunt = useLaunchHunt();
  const asked = requestOf(draft, (value) => types.of.get(value)?.detected?.type);
  const change = (some: Partial<HuntDraft>) => setDraft((before) => ({ ...before, ...some }));
  const launch = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ('request' in asked && !hunt.isPending) {
      hunt.mutate(asked.request, {
        onSuccess: (launched) => {
          setDraft(emptyDraft(fleet));
          setTried(false);
          onLaunched(launched);
        },
      });
    }
  };
  return (
    <form onSubmit={launch}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="Made up of the first value and the time when it is left out"
          maxLength={200}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <IndicatorPicker
          picked={draft.indicators}
          onPick={(indicators) => change({ indicators })}
        />
        <PastedValues draft={draft} types={types} onChange={change} />
        <div role="group" aria-label="Target">
          <Input.Label component="div" mb={4}>
            Target
          </Input.Label>
          <TargetPicker
            draft={draft.target}
            onChange={(target) => change({ target })}
            modes={fleet ? ['fleet', 'single', 'list'] : ['single', 'list']}
          />
          {person.role !== 'admin' && (
            <Text size="sm" c="dimmed" mt={4}>
              {fleet
                ? 'Without the admin role a host list has at most 50 hosts.'
                : 'Without the admin role a hunt has at most 50 hosts; the whole fleet needs the capability can_launch_fleet_hunts.'}
            </Text>
          )}
        </div>
        <Grid gap="sm">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <NumberInput
              label="Live window (minutes)"
              description="1 to 1,440; it counts against the running launches for so long"
              min={1}
              max={1_440}
              allowDecimal={false}
              clampBehavior="none"
              value={draft.windowMinutes}
              onChange={(windowMinutes) => change({ windowMinutes })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <NumberInput
              label="Hosts seen within (days)"
              description="Hosts that were silent for longer are left out"
              min={1}
              max={3_650}
              allowDecimal={false}
              clampBehavior="none"
              value={draft.seenWithinDays}
              onChange={(seenWithinDays) => change({ seenWithinDays })}
            />
          </Grid.Col>
        </Grid>
        {hunt.error !== null && <LaunchRefusal error={hunt.error} />}
        <Group justify="flex-end" gap="sm">
          {tried && 'missing' in asked && (
            <Text size="sm" c="red" role="alert">
              {asked.missing}
            </Text>
          )}
          <Button
            type="submit"
            loading={hunt.isPending}
            leftSection={<IconCrosshair size={16} aria-hidden />}
          >
            Launch hunt
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
