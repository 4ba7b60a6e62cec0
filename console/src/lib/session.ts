import { createContext, useContext } from 'react';
import type { Schemas } from './http';

export type Person = Schemas['WhoAmI'];

export const FLEET_CAPABILITY = 'can_launch_fleet_hunts';

export const SessionContext = createContext<Person | null>(null);

/** Who is signed in; pages are only shown to somebody. */
export function usePerson(): Person {
  const person = useContext(SessionContext);
  if (person === null) {
    throw new Error('Nobody is signed in.');
  }
  return person;
}

/** What a person may do; the services decide, the console only hides what would be refused. */
export const may = {
  administer: (person: Person): boolean => person.role === 'admin',
  askTheFleet: (person: Person): boolean =>
    person.role === 'admin' || person.capabilities.includes(FLEET_CAPABILITY),
};
