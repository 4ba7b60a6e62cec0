export { EnrollmentSecrets } from './EnrollmentSecrets';
