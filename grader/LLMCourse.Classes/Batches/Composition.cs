using System.Collections.Frozen;
using System.Text;

namespace LLMCourse.Classes.Batches;

/// <summary>Composes letters and the marks behind them (Unicode's NFC) in Latin, Greek, Cyrillic and Korean, as
/// names in archives made on macOS need it.</summary>
/// <remarks>The framework does that with ICU's data alone, which this program does without, so
/// that it does the same on every machine.</remarks>
internal static class Composition
{
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTail = 0x11A7, Leads = 19,
        Vowels = 21, Tails = 28;

    // The combining marks, each called by a letter below: a for the first.
    private const string Marks =
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u030F\u0311\u031B\u0323\u0324\u0325\u0326\u0327\u0328\u032D\u032E\u0330\u0331";
    private const string Letters = "abcdefghijklmnopqrstuvwxy";

    // Three signs each: the letter, its mark's letter, both composed. From the Unicode Character Database, UnicodeData.txt.
    private const string Table =
        "AaÀAbÁAcÂAdÃAhÄAjÅCtÇEaÈEbÉEcÊEhËIaÌIbÍIcÎIhÏNdÑOaÒObÓOcÔOdÕOhÖUaÙUbÚUcÛUhÜYbÝaaàabáacâadãahäajåctçeaèebéecêehëiaìibíicîihïndñoaòobóocôodõohöuaùubúucû"
        + "uhüybýyhÿAeĀaeāAfĂafăAuĄauąCbĆcbćCcĈccĉCgĊcgċClČclčDlĎdlďEeĒeeēEfĔefĕEgĖegėEuĘeuęElĚelěGcĜgcĝGfĞgfğGgĠggġGtĢgtģHcĤhcĥIdĨidĩIeĪieīIfĬifĭIuĮiuįIgİJcĴjcĵ"
        + "KtĶktķLbĹlbĺLtĻltļLlĽllľNbŃnbńNtŅntņNlŇnlňOeŌoeōOfŎofŏOkŐokőRbŔrbŕRtŖrtŗRlŘrlřSbŚsbśScŜscŝStŞstşSlŠslšTtŢttţTlŤtlťUdŨudũUeŪueūUfŬufŭUjŮujůUkŰukűUuŲuuų"
        + "WcŴwcŵYcŶycŷYhŸZbŹzbźZgŻzgżZlŽzlžOoƠooơUoƯuoưAlǍalǎIlǏilǐOlǑolǒUlǓulǔÜeǕüeǖÜbǗübǘÜlǙülǚÜaǛüaǜÄeǞäeǟȦeǠȧeǡÆeǢæeǣGlǦglǧKlǨklǩOuǪouǫǪeǬǫeǭƷlǮʒlǯjlǰGbǴgbǵ"
        + "NaǸnaǹÅbǺåbǻÆbǼæbǽØbǾøbǿAmȀamȁAnȂanȃEmȄemȅEnȆenȇImȈimȉInȊinȋOmȌomȍOnȎonȏRmȐrmȑRnȒrnȓUmȔumȕUnȖunȗSsȘssșTsȚtsțHlȞhlȟAgȦagȧEtȨetȩÖeȪöeȫÕeȬõeȭOgȮogȯȮeȰȯeȱ"
        + "YeȲyeȳ¨b΅ΑbΆΕbΈΗbΉΙbΊΟbΌΥbΎΩbΏϊbΐΙhΪΥhΫαbάεbέηbήιbίϋbΰιhϊυhϋοbόυbύωbώϒbϓϒhϔЕaЀЕhЁГbЃІhЇКbЌИaЍУfЎИfЙиfйеaѐеhёгbѓіhїкbќиaѝуfўѴmѶѵmѷЖfӁжfӂАfӐаfӑАhӒаhӓЕfӖ"
        + "еfӗӘhӚәhӛЖhӜжhӝЗhӞзhӟИeӢиeӣИhӤиhӥОhӦоhӧӨhӪөhӫЭhӬэhӭУeӮуeӯУhӰуhӱУkӲуkӳЧhӴчhӵЫhӸыhӹArḀarḁBgḂbgḃBpḄbpḅByḆbyḇÇbḈçbḉDgḊdgḋDpḌdpḍDyḎdyḏDtḐdtḑDvḒdvḓĒaḔēaḕĒbḖ"
        + "ēbḗEvḘevḙExḚexḛȨfḜȩfḝFgḞfgḟGeḠgeḡHgḢhgḣHpḤhpḥHhḦhhḧHtḨhtḩHwḪhwḫIxḬixḭÏbḮïbḯKbḰkbḱKpḲkpḳKyḴkyḵLpḶlpḷḶeḸḷeḹLyḺlyḻLvḼlvḽMbḾmbḿMgṀmgṁMpṂmpṃNgṄngṅNpṆnpṇNyṈ"
        + "nyṉNvṊnvṋÕbṌõbṍÕhṎõhṏŌaṐōaṑŌbṒōbṓPbṔpbṕPgṖpgṗRgṘrgṙRpṚrpṛṚeṜṛeṝRyṞryṟSgṠsgṡSpṢspṣŚgṤśgṥŠgṦšgṧṢgṨṣgṩTgṪtgṫTpṬtpṭTyṮtyṯTvṰtvṱUqṲuqṳUxṴuxṵUvṶuvṷŨbṸũbṹŪhṺ"
        + "ūhṻVdṼvdṽVpṾvpṿWaẀwaẁWbẂwbẃWhẄwhẅWgẆwgẇWpẈwpẉXgẊxgẋXhẌxhẍYgẎygẏZcẐzcẑZpẒzpẓZyẔzyẕhyẖthẗwjẘyjẙſgẛApẠapạAiẢaiảÂbẤâbấÂaẦâaầÂiẨâiẩÂdẪâdẫẠcẬạcậĂbẮăbắĂaẰăaằ"
        + "ĂiẲăiẳĂdẴădẵẠfẶạfặEpẸepẹEiẺeiẻEdẼedẽÊbẾêbếÊaỀêaềÊiỂêiểÊdỄêdễẸcỆẹcệIiỈiiỉIpỊipịOpỌopọOiỎoiỏÔbỐôbốÔaỒôaồÔiỔôiổÔdỖôdỗỌcỘọcộƠbỚơbớƠaỜơaờƠiỞơiởƠdỠơdỡƠpỢơpợ"
        + "UpỤupụUiỦuiủƯbỨưbứƯaỪưaừƯiỬưiửƯdỮưdữƯpỰưpựYaỲyaỳYpỴypỵYiỶyiỷYdỸydỹ";

    private static readonly FrozenDictionary<(char, char), char> Composed =
        Enumerable.Range(0, Table.Length / 3)
            .ToFrozenDictionary(i => (Table[3 * i], Marks[Letters.IndexOf(Table[(3 * i) + 1], StringComparison.Ordinal)]),
                i => Table[(3 * i) + 2]);

    private static readonly FrozenDictionary<char, char> Bases = Composed.ToFrozenDictionary(p => p.Value, p => p.Key.Item1);

    /// <summary>Returns a letter without its marks: e of é, A of Ǻ.</summary>
    public static char BaseOf(char letter)
    {
        while (Bases.TryGetValue(letter, out char bare)) letter = bare;
        return letter;
    }

    /// <summary>Composes a text.</summary>
    public static string Of(string text)
    {
        StringBuilder composed = new(text.Length);
        foreach (char c in text)
        {
            if (composed.Length > 0 && Pair(composed[^1], c) is { } both) composed[^1] = both;
            else _ = composed.Append(c);
        }

        return composed.ToString();
    }

    private static char? Pair(char before, char c)
    {
        if (Composed.TryGetValue((before, c), out char both)) return both;
        int lead = before - FirstLead, vowel = c - FirstVowel, syllable = before - FirstSyllable, tail = c - FirstTail;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return (char)(FirstSyllable + (((lead * Vowels) + vowel) * Tails));
        return syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails
            ? (char)(before + tail)
            : null;
    }
}
