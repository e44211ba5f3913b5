/** Our mark: a baton between two hands, one half still one's own, the other already the next one's. */
export function BatonMark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" width={size} height={size}>
      <g transform="rotate(-38 12 12)">
        <path d="M4 9h7v6H4a3 3 0 0 1 0-6Z" fill="currentColor" />
        <path d="M13 9h7a3 3 0 0 1 0 6h-7Z" className="fill-accent" />
      </g>
    </svg>
  );
}
