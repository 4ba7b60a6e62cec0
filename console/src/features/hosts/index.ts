export { Hosts } from './Hosts';
export { HostDetail } from './HostDetail';
export { FleetVersions } from './FleetVersions';
