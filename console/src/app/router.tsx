import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../lib/url';
import { ErrorNotice, Loading } from '../ui/Notice';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <ErrorNotice error={error} retry={reset} />,
});

function page<Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) {
  return createRoute({ getParentRoute: () => root, path, component });
}

function forward(path: string, to: string) {
  return createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  });
}

const campaigns = () => import('../features/campaigns');
const queries = () => import('../features/queries');
const hunts = () => import('../features/hunts');
const indicators = () => import('../features/indicators');
const alerts = () => import('../features/alerts');
const hosts = () => import('../features/hosts');
const releases = () => import('../features/releases');
const flags = () => import('../features/flags');
const people = () => import('../features/people');
const enrollment = () => import('../features/enrollment');
const audit = () => import('../features/audit');

export const router = createRouter({
  routeTree: root.addChildren([
    forward('/', '/campaigns'),
    forward('/settings', '/settings/flags'),
    page('/campaigns', lazyRouteComponent(campaigns, 'CampaignList')),
    page('/campaigns/$id', lazyRouteComponent(campaigns, 'CampaignDetail')),
    page('/queries', lazyRouteComponent(queries, 'Queries')),
    page('/hunts', lazyRouteComponent(hunts, 'Hunts')),
    page('/hunts/$id', lazyRouteComponent(hunts, 'HuntDetail')),
    page('/indicators', lazyRouteComponent(indicators, 'Indicators')),
    page('/alerts', lazyRouteComponent(alerts, 'Alerts')),
    page('/hosts', lazyRouteComponent(hosts, 'Hosts')),
    page('/hosts/$id', lazyRouteComponent(hosts, 'HostDetail')),
    page('/versions', lazyRouteComponent(hosts, 'FleetVersions')),
    page('/settings/osquery-updates', lazyRouteComponent(releases, 'OsqueryUpdates')),
    page('/settings/flags', lazyRouteComponent(flags, 'FeatureFlags')),
    page('/settings/users', lazyRouteComponent(people, 'Users')),
    page('/settings/api-keys', lazyRouteComponent(people, 'ApiKeys')),
    page('/settings/enrollment', lazyRouteComponent(enrollment, 'EnrollmentSecrets')),
    page('/settings/audit', lazyRouteComponent(audit, 'Audit')),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultPendingMs: 200,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
