import type { ChoiceGroup } from './choice.tsx';

export interface ChooserProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** What is asked, such as “Which step?”. */
  readonly title: string;
  readonly filterLabel: string;
  readonly groups: readonly ChoiceGroup[];
  /** The chooser closes first. Whoever listens says where the focus goes. */
  readonly onChoose: (value: string) => void;
}
