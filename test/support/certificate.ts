import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that vouches for itself, and its key, both PEM. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
}

const rsaWithSha256 = sequence(hex('06092a864886f70d01010b'), hex('0500'));
const authorityAndServer = sequence(
  // basicConstraints, critical: CA
  sequence(hex('0603551d13'), hex('0101ff'), tagged(0x04, sequence(hex('0101ff')))),
  // subjectAltName: IP address 127.0.0.1
  sequence(hex('0603551d11'), tagged(0x04, sequence(hex('87047f000001')))),
);

/** Makes one that is good for a day, for TLS on 127.0.0.1 too. RFC 5280, 4.1. */
export function makeCertificate(now = new Date()): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = sequence(tagged(0x31, sequence(hex('0603550403'), tagged(0x0c, Buffer.from('Farewell test')))));
  const toBeSigned = sequence(
    hex('a003020102'),
    hex('020101'),
    rsaWithSha256,
    name,
    sequence(time(now.getTime() - 3_600_000), time(now.getTime() + 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, authorityAndServer),
  );
  const signature = Buffer.concat([hex('00'), sign('sha256', toBeSigned, privateKey)]);
  return {
    certificate: pem(sequence(toBeSigned, rsaWithSha256, tagged(0x03, signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

/** DER: tag, length, content. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}
