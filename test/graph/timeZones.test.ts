import assert from 'node:assert/strict';
import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };

import { ianaZoneOf } from '../../src/graph/timeZones.ts';

describe('The time zone of a mailbox', () => {
  const zones: readonly [name: string | null | undefined, zone: string | null][] = [
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Romance Standard Time', 'Europe/Paris'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['Eastern Standard Time', 'America/New_York'],
    ['India Standard Time', 'Asia/Calcutta'],
    // Five hours from Greenwich since 2024 is Almaty, so that it stands for this zone no longer.
    ['Central Asia Standard Time', 'Asia/Bishkek'],
    ['UTC', 'Etc/UTC'],
    ['UTC+12', 'Etc/GMT-12'],
    ['Europe/Amsterdam', 'Europe/Amsterdam'],
    ['America/New_York', 'America/New_York'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Customized Time Zone', null],
    ['tzone://Microsoft/Custom', null],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', null],
    ['W. Europe Standard Time ', null],
    ['Mars/Olympus_Mons', null],
    ['constructor', null],
    ['', null],
    [null, null],
    [undefined, null],
  ];
  for (const [name, zone] of zones) {
    it(`${JSON.stringify(name)} is ${zone ?? 'nobody’s'}`, () => assert.equal(ianaZoneOf(name), zone));
  }

  it('is one that dates can be written in, whatever Windows calls it', () => {
    const names = new Set(windowsZones.supplemental.windowsZones.mapTimezones.map(({ mapZone }) => mapZone._other));
    assert.ok(names.size > 130);
    for (const name of names) {
      const timeZone = ianaZoneOf(name) ?? assert.fail(name);
      assert.ok(new Intl.DateTimeFormat('nl', { timeZone, timeStyle: 'long' }).format(0), name);
    }
  });
});
