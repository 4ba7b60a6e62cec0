export { Users } from './Users';
export { ApiKeys } from './ApiKeys';
