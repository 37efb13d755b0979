import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import { IANAZone } from 'luxon';

/** CLDR's code for the whole world: the zone that stands for a Windows zone where the country doesn't matter. */
const world = '001';

const zoneRows = windowsZones.supplemental.windowsZones.mapTimezones.map(({ mapZone }) => mapZone);

const ianaByWindowsName: ReadonlyMap<string, string> = new Map(
  zoneRows.filter((row) => row._territory === world).map((row) => [row._other, row._type]),
);

/**
 * The IANA name of a mailbox's time zone, which may also be one of Windows ("W. Europe Standard Time") or, where Outlook was given
 * rules of its own, no known zone at all: then null. Graph reference: mailboxSettings.
 */
export function ianaZoneOf(name: string | null | undefined): string | null {
  if (name === null || name === undefined) return null;
  return ianaByWindowsName.get(name) ?? (IANAZone.isValidZone(name) ? name : null);
}
