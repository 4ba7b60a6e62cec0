export { Queries } from './Queries';
