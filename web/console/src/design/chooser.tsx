import { lazy, Suspense, useEffect, useState } from 'react';
import type { ChooserProps } from './chooser-props.ts';
import { loadPersistently } from './load-persistently.ts';

const loadSurface = () => loadPersistently(() => import('./chooser-surface.tsx'));
const ChooserSurface = lazy(async () => ({ default: (await loadSurface()).ChooserSurface }));

/**
 * One thing asked for in the middle of the page, answered by typing a few letters and Enter. It is loaded once the page stands,
 * so that it holds nothing up and is there when its key is pressed.
 */
export function Chooser(props: ChooserProps) {
  const [isWanted, setWanted] = useState(props.open);
  if (props.open && !isWanted) setWanted(true);
  useEffect(() => void loadSurface().catch(() => {}), []);
  if (!isWanted) return null;
  return (
    <Suspense>
      <ChooserSurface {...props} />
    </Suspense>
  );
}
