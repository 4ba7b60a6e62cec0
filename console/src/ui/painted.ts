import { useDeferredValue } from 'react';

/**
 * Whether what stands around has been painted: false at first, and true in a second pass right
 * after. What takes long to draw waits for it, so that whoever came here sees where they are.
 */
export const usePainted = () => useDeferredValue(true, false);
