export { Hunts } from './Hunts';
export { HuntDetail } from './HuntDetail';
