/* SPDX-License-Identifier: MIT
 *
 * Windows' names of time zones ("Default Time Zones" on Microsoft Learn) for the IANA zones that they stand
 * for.
 */
#include <string.h>
#include "timezone.h"

/* Each name, and after it the IANA zones. */
static const char *const names[] = {
    "UTC\0UTC\0Etc/UTC\0Etc/GMT\0Universal\0Zulu\0Etc/Universal\0Etc/Zulu\0GMT0\0UTC0\0",
    "GMT Standard "
    "Time\0Europe/London\0Europe/Dublin\0Europe/Lisbon\0Europe/Jersey\0Atlantic/Canary\0GB\0Portugal\0",
    "Greenwich Standard Time\0Atlantic/Reykjavik\0Africa/Abidjan\0Africa/Accra\0Africa/Dakar\0GMT\0",
    "Morocco Standard Time\0Africa/Casablanca\0",
    "W. Europe Standard "
    "Time\0Europe/Berlin\0Europe/Amsterdam\0Europe/Rome\0Europe/Stockholm\0Europe/Vienna\0Europe/"
    "Zurich\0Europe/Oslo\0Europe/Luxembourg\0Europe/Monaco\0Europe/Malta\0Europe/Andorra\0Europe/Busingen\0",
    "Central Europe Standard "
    "Time\0Europe/Budapest\0Europe/Prague\0Europe/Bratislava\0Europe/Belgrade\0Europe/Ljubljana\0"
    "Europe/Tirane\0Europe/Podgorica\0",
    "Romance Standard Time\0Europe/Paris\0Europe/Brussels\0Europe/Copenhagen\0Europe/Madrid\0CET\0",
    "Central European Standard Time\0Europe/Warsaw\0Europe/Zagreb\0Europe/Sarajevo\0Europe/Skopje\0Poland\0",
    "W. Central Africa Standard Time\0Africa/Lagos\0Africa/Algiers\0Africa/Tunis\0Africa/Luanda\0",
    "GTB Standard Time\0Europe/Bucharest\0Europe/Athens\0Asia/Nicosia\0EET\0",
    "FLE Standard "
    "Time\0Europe/Kiev\0Europe/Kyiv\0Europe/Helsinki\0Europe/Riga\0Europe/Sofia\0Europe/Tallinn\0Europe/"
    "Vilnius\0",
    "E. Europe Standard Time\0Europe/Chisinau\0",
    "Egypt Standard Time\0Africa/Cairo\0Egypt\0",
    "South Africa Standard Time\0Africa/Johannesburg\0Africa/Harare\0Africa/Maputo\0",
    "Israel Standard Time\0Asia/Jerusalem\0Asia/Tel_Aviv\0Israel\0",
    "Kaliningrad Standard Time\0Europe/Kaliningrad\0",
    "Turkey Standard Time\0Europe/Istanbul\0Turkey\0",
    "Arabic Standard Time\0Asia/Baghdad\0",
    "Arab Standard Time\0Asia/Riyadh\0Asia/Kuwait\0Asia/Qatar\0",
    "Belarus Standard Time\0Europe/Minsk\0",
    "Russian Standard Time\0Europe/Moscow\0Europe/Simferopol\0W-SU\0",
    "E. Africa Standard Time\0Africa/Nairobi\0Africa/Addis_Ababa\0",
    "Iran Standard Time\0Asia/Tehran\0Iran\0",
    "Arabian Standard Time\0Asia/Dubai\0Asia/Muscat\0",
    "Azerbaijan Standard Time\0Asia/Baku\0",
    "Georgian Standard Time\0Asia/Tbilisi\0",
    "Caucasus Standard Time\0Asia/Yerevan\0",
    "Afghanistan Standard Time\0Asia/Kabul\0",
    "West Asia Standard Time\0Asia/Tashkent\0Asia/Samarkand\0",
    "Ekaterinburg Standard Time\0Asia/Yekaterinburg\0",
    "Pakistan Standard Time\0Asia/Karachi\0",
    "India Standard Time\0Asia/Kolkata\0Asia/Calcutta\0",
    "Sri Lanka Standard Time\0Asia/Colombo\0",
    "Nepal Standard Time\0Asia/Kathmandu\0Asia/Katmandu\0",
    "Central Asia Standard Time\0Asia/Bishkek\0Asia/Almaty\0",
    "Bangladesh Standard Time\0Asia/Dhaka\0",
    "Myanmar Standard Time\0Asia/Yangon\0Asia/Rangoon\0",
    "SE Asia Standard Time\0Asia/Bangkok\0Asia/Jakarta\0Asia/Ho_Chi_Minh\0Asia/Saigon\0",
    "N. Central Asia Standard Time\0Asia/Novosibirsk\0",
    "North Asia Standard Time\0Asia/Krasnoyarsk\0",
    "China Standard Time\0Asia/Shanghai\0Asia/Hong_Kong\0Asia/Macau\0PRC\0Hongkong\0",
    "North Asia East Standard Time\0Asia/Irkutsk\0",
    "Singapore Standard Time\0Asia/Singapore\0Asia/Kuala_Lumpur\0Asia/Manila\0Singapore\0",
    "W. Australia Standard Time\0Australia/Perth\0",
    "Taipei Standard Time\0Asia/Taipei\0",
    "Ulaanbaatar Standard Time\0Asia/Ulaanbaatar\0",
    "Tokyo Standard Time\0Asia/Tokyo\0Japan\0",
    "Korea Standard Time\0Asia/Seoul\0ROK\0",
    "Yakutsk Standard Time\0Asia/Yakutsk\0",
    "Cen. Australia Standard Time\0Australia/Adelaide\0",
    "AUS Central Standard Time\0Australia/Darwin\0",
    "E. Australia Standard Time\0Australia/Brisbane\0",
    "AUS Eastern Standard Time\0Australia/Sydney\0Australia/Melbourne\0Australia/Canberra\0",
    "Tasmania Standard Time\0Australia/Hobart\0",
    "Vladivostok Standard Time\0Asia/Vladivostok\0",
    "Magadan Standard Time\0Asia/Magadan\0",
    "New Zealand Standard Time\0Pacific/Auckland\0NZ\0",
    "Fiji Standard Time\0Pacific/Fiji\0",
    "Tonga Standard Time\0Pacific/Tongatapu\0",
    "Samoa Standard Time\0Pacific/Apia\0",
    "Azores Standard Time\0Atlantic/Azores\0",
    "Cape Verde Standard Time\0Atlantic/Cape_Verde\0",
    "Greenland Standard Time\0America/Nuuk\0America/Godthab\0",
    "E. South America Standard Time\0America/Sao_Paulo\0Brazil/East\0",
    "Argentina Standard Time\0America/Buenos_Aires\0America/Argentina/Buenos_Aires\0",
    "SA Eastern Standard Time\0America/Cayenne\0America/Fortaleza\0",
    "Montevideo Standard Time\0America/Montevideo\0",
    "Newfoundland Standard Time\0America/St_Johns\0",
    "Atlantic Standard Time\0America/Halifax\0Canada/Atlantic\0",
    "Paraguay Standard Time\0America/Asuncion\0",
    "Venezuela Standard Time\0America/Caracas\0",
    "Central Brazilian Standard Time\0America/Cuiaba\0",
    "SA Western Standard Time\0America/La_Paz\0America/Manaus\0America/Puerto_Rico\0",
    "Pacific SA Standard Time\0America/Santiago\0",
    "Eastern Standard "
    "Time\0America/New_York\0America/Toronto\0America/Detroit\0America/Montreal\0US/Eastern\0EST5EDT\0",
    "US Eastern Standard Time\0America/Indiana/Indianapolis\0America/Indianapolis\0",
    "SA Pacific Standard Time\0America/Bogota\0America/Lima\0America/Panama\0America/Jamaica\0EST\0",
    "Cuba Standard Time\0America/Havana\0Cuba\0",
    "Central Standard Time\0America/Chicago\0America/Winnipeg\0US/Central\0CST6CDT\0",
    "Central Standard Time (Mexico)\0America/Mexico_City\0",
    "Central America Standard Time\0America/Guatemala\0America/Costa_Rica\0America/El_Salvador\0",
    "Canada Central Standard Time\0America/Regina\0",
    "Mountain Standard Time\0America/Denver\0America/Edmonton\0US/Mountain\0MST7MDT\0",
    "US Mountain Standard Time\0America/Phoenix\0MST\0",
    "Pacific Standard Time\0America/Los_Angeles\0America/Vancouver\0US/Pacific\0PST8PDT\0",
    "Pacific Standard Time (Mexico)\0America/Tijuana\0",
    "Alaskan Standard Time\0America/Anchorage\0US/Alaska\0",
    "Hawaiian Standard Time\0Pacific/Honolulu\0US/Hawaii\0HST\0",
    "UTC-11\0Pacific/Pago_Pago\0Etc/GMT+11\0",
    "Dateline Standard Time\0Etc/GMT+12\0",
};

const char *zone_windows_name(const char *iana)
{
    for (unsigned i = 0; i < countof(names); i++)
        for (const char *zone = names[i] + strlen(names[i]) + 1; *zone; zone += strlen(zone) + 1)
            if (!strcmp(zone, iana))
                return names[i];
    return NULL;
}
