/**
 * Reed–Solomon codes over the field of 256 elements that QR codes use (ISO/IEC 18004): its polynomial is
 * x⁸ + x⁴ + x³ + x² + 1, and 2 generates it.
 */
const powers: number[] = [];
const logarithms: number[] = [];
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  powers[exponent] = value;
  logarithms[value] = exponent;
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d;
}

/** The product of two elements of the field. */
export function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return powers[(Number(logarithms[a]) + Number(logarithms[b])) % 255] ?? 0;
}

/** The polynomial with the roots 2⁰ … 2ⁿ⁻¹, without its first coefficient, which is 1. */
function generator(degree: number): number[] {
  let polynomial = [1];
  for (let root = 0; root < degree; root++) {
    const shifted = [...polynomial, 0];
    const scaled = [0, ...polynomial.map((coefficient) => multiply(coefficient, powers[root] ?? 1))];
    polynomial = shifted.map((coefficient, index) => coefficient ^ Number(scaled[index]));
  }
  return polynomial.slice(1);
}

/** The bytes that make a block correctable: the remainder of the data, divided by the generator. */
export function correctionBytes(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  let remainder: number[] = new Array(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ Number(remainder[0]);
    remainder = [...remainder.slice(1), 0].map((value, index) => value ^ multiply(Number(divisor[index]), factor));
  }
  return remainder;
}
