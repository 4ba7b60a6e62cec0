import {
  IconBell,
  IconBinaryTree2,
  IconCode,
  IconCrosshair,
  IconDeviceDesktop,
  IconFlag,
  IconHistory,
  IconKey,
  IconListSearch,
  IconLockAccess,
  IconRefresh,
  IconTarget,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { may, type Person } from '../lib/session';

interface Place {
  to: string;
  title: string;
  icon: Icon;
  /** Shown to admins only: others are refused by the services. */
  admin?: boolean;
}

export const PLACES: readonly Place[] = [
  { to: '/campaigns', title: 'Campaigns', icon: IconTarget },
  { to: '/queries', title: 'Queries', icon: IconCode },
  { to: '/hunts', title: 'Hunts', icon: IconCrosshair },
  { to: '/indicators', title: 'Indicators', icon: IconListSearch },
  { to: '/alerts', title: 'Alerts', icon: IconBell },
  { to: '/hosts', title: 'Hosts', icon: IconDeviceDesktop },
  { to: '/versions', title: 'Fleet versions', icon: IconBinaryTree2 },
];

export const SETTINGS: readonly Place[] = [
  { to: '/settings/osquery-updates', title: 'Osquery Updates', icon: IconRefresh, admin: true },
  { to: '/settings/flags', title: 'Feature flags', icon: IconFlag },
  { to: '/settings/users', title: 'Users', icon: IconUsers, admin: true },
  { to: '/settings/api-keys', title: 'API keys', icon: IconKey },
  { to: '/settings/enrollment', title: 'Enrollment secrets', icon: IconLockAccess, admin: true },
  { to: '/settings/audit', title: 'Audit', icon: IconHistory, admin: true },
];

export function open(places: readonly Place[], person: Person): readonly Place[] {
  return places.filter((place) => !place.admin || may.administer(person));
}
