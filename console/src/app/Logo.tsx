export function Logo({ size = 28 }: { size?: number }) {
  return <img src="/mimir.svg" alt="" width={size} height={size} />;
}
