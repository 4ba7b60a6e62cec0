export { OsqueryUpdates } from './OsqueryUpdates';
