import { encodeQr } from './encode-qr.ts';

export interface QrCodeProps {
  /** At most 213 bytes as UTF-8. */
  readonly text: string;
  readonly label: string;
}

/** A QR code, always dark on light and with its quiet zone: cameras do not follow themes. */
export function QrCode({ text, label }: QrCodeProps) {
  const modules = encodeQr(text);
  const size = modules.length;
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1Z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      className="w-52 shrink-0 rounded-control border border-line"
      shapeRendering="crispEdges"
    >
      <rect x="-4" y="-4" width={size + 8} height={size + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
