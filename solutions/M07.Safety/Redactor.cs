#region Solution
using System.Text;
using System.Text.RegularExpressions;
#endregion

namespace LLMCourse.M07;

/// <summary>Finds personal data in texts and puts tokens in its place.</summary>
public static class Redactor
{
    /// <summary>The most characters of a word in which something is looked for.</summary>
    public const int LongestWord = 320;

    /// <summary>Masks the personal data in a text.</summary>
    /// <remarks>
    /// <para>Letters and digits are those of ASCII here. A <i>word</i> is a maximal run of letters, digits and <c>. _ + - @</c>; every
    /// other character
    /// separates words. Punctuation at the ends of a word is not looked at: <c>. _ - @</c>, and <c>+</c> too, but not before the first
    /// digit of a word.
    /// A word of more than <see cref="LongestWord"/> characters holds nothing. What is found is always one whole word, or several whole
    /// words with one
    /// space (U+0020) between two, of which only the first may begin and only the last may end with such punctuation; IPv6 addresses
    /// apart.</para>
    /// <para><b>E-mail</b>: 1 to 64 characters that are no <c>@</c>, one <c>@</c>, at most 253 characters of labels with a dot between two. A label has 1 to 63
    /// letters,
    /// digits and dashes, and no dash at an end; there are two or more, and the last has 2 to 24 letters and nothing else.</para>
    /// <para><b>IPv4</b>: four numbers of 0 to 255 without leading zeros, with dots.</para>
    /// <para><b>IPv6</b>: a maximal run of colons and words of 1 to 4 hexadecimal digits: eight groups, or up to seven and one <c>::</c>.
    /// It holds a digit 0 to 9
    /// (<c>dead::beef</c> is code). It does not follow a colon, and where it begins with one, neither a word nor <c>|</c>. A single colon
    /// at its end does not
    /// belong to it. Where the run, with that colon, ends in a colon, neither a letter nor a digit nor <c>|</c> may follow.</para>
    /// <para><b>Card</b>: 13 to 19 digits that pass <see cref="Luhn"/>, in one piece, or in groups with one dash or one space between two
    /// (the same throughout):
    /// four digits first, then three to six each. Of words with spaces, the most that pass.</para>
    /// <para><b>IBAN</b>: what <see cref="Iban"/> accepts, in one piece or in groups of four (the last may be shorter) with one space
    /// between two.</para>
    /// <para><b>Phone</b>: <c>+</c> and 8 to 15 digits, the first not 0, with at most one dash, dot or space between two; it is the first
    /// word alone where that
    /// has eight digits, and otherwise as many words as fit. Or <c>AAA-EEE-NNNN</c>, with dots or spaces in the place of both dashes, and
    /// <c>1</c> and the same
    /// separator before it or not; or <c>(AAA) EEE-NNNN</c>, with the space or without. A and E begin with 2 to 9.</para>
    /// <para>A word with an <c>@</c> in it is an e-mail address or nothing. The text is read from the left; what is found first is masked,
    /// and reading goes on behind it. To mask a masked text changes nothing. The time grows
    /// with the length of the text, whatever is in it.</para>
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <returns>The masked text and how much of each kind was in it.</returns>
    [Exercise("M07.E1", Title = "Finding and masking personal data", Weight = 2)]
    public static MaskedText Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: cut the text into words, ask of each whether one of the kinds begins there, and put the tokens in.
        #region Solution
        List<Found> found = Find(text, default, isEnd: true, out int end);
        return new MaskedText(Replace(text[..end], found), found.GroupBy(x => x.Kind).ToDictionary(x => x.Key, x => x.Count()));
        #endregion
    }

    #region Solution
    /// <summary>Finds the values in a text as far as the text decides.</summary>
    /// <param name="text">The text, or a part of it that begins where the last one was decided.</param>
    /// <param name="before">The character before it.</param>
    /// <param name="isEnd">Whether nothing comes behind it.</param>
    /// <param name="decided">How many of the characters are decided.</param>
    internal static List<Found> Find(string text, char before, bool isEnd, out int decided)
    {
        List<Found> found = [];
        Scanner scanner = new(text, isEnd);
        for (decided = 0; decided < text.Length;)
        {
            char last = decided > 0 ? text[decided - 1] : before;
            Found next = IsWord(last) && IsWord(text[decided]) ? Found.Nothing(decided + 1) : scanner.Next(decided, last);
            if (scanner.NeedsMore) break;
            if (next.Kind.Length > 0) found.Add(next);
            decided = next.End;
        }

        return found;
    }

    internal static string Replace(string text, IEnumerable<Found> found)
    {
        StringBuilder masked = new();
        int from = 0;
        foreach ((int start, int end, string kind) in found)
        {
            _ = masked.Append(text, from, start - from).Append("|||").Append(kind).Append("|||");
            from = end;
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-' or '@';

    /// <summary>A value that was found, or, without a kind, what was passed over.</summary>
    internal readonly record struct Found(int Start, int End, string Kind)
    {
        public static Found Nothing(int end) => new(end, end, "");
    }

    /// <summary>Reads a text, and notes when more of it would be needed to decide.</summary>
    private sealed class Scanner(string text, bool isEnd)
    {
        // All are asked of words of at most 320 characters, so that none takes long.
        private static readonly Regex EmailPattern = new(
            @"^[A-Za-z0-9._+-]{1,64}@(?=.{1,253}\z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}\z", RegexOptions.CultureInvariant);

        private static readonly Regex IpV4Pattern = new(
            @"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z", RegexOptions.CultureInvariant);

        private static readonly Regex CardPattern = new(@"^(?:[0-9]{13,19}|[0-9]{4}(?:-[0-9]{3,6})+)\z", RegexOptions.CultureInvariant);
        private static readonly Regex InternationalPattern = new(@"^\+[1-9](?:[-. ]?[0-9]){0,14}\z", RegexOptions.CultureInvariant);
        private static readonly Regex NorthAmericanPattern = new(
            @"^(?:1([-. ])(?=...\1))?[2-9][0-9]{2}([-. ])[2-9][0-9]{2}\2[0-9]{4}\z", RegexOptions.CultureInvariant);

        private static readonly Regex SubscriberPattern = new(@"^[2-9][0-9]{2}-[0-9]{4}\z", RegexOptions.CultureInvariant);

        public bool NeedsMore { get; private set; }

        /// <summary>Reads on from the beginning of a word, or from what is no word.</summary>
        public Found Next(int at, char last)
        {
            char first = At(at);
            if (first == '(' && Bracketed(at) is int phone) return new(at, phone, PersonalData.Phone);
            if (first == ':' && last is not (':' or '|') && !IsWord(last) && IpV6(at) is int address) return new(at, address, PersonalData.Ip);
            if (!IsWord(first)) return Found.Nothing(at + 1);
            int whole = WordEnd(at), start = at;
            if (whole - at > LongestWord) return Found.Nothing(whole);
            while (start < whole && IsTrimmed(start)) start++;
            if (start == whole) return Found.Nothing(whole);
            first = text[start];
            int end = CoreEnd(start, whole);
            ReadOnlySpan<char> word = text.AsSpan(start, end - start);
            if (word.Contains('@')) return EmailPattern.IsMatch(word) ? new(start, end, PersonalData.Email) : Found.Nothing(whole);
            if ((start > at || last != ':') && At(end) == ':' && IpV6(start) is int groups) return new(start, groups, PersonalData.Ip);
            bool isAccount = IbanLengths.ByCountry.ContainsKey(text[start..Math.Min(end, start + 2)]);
            if (isAccount && Account(start) is int account) return new(start, account, PersonalData.Iban);
            if (first == '+' && International(start) is int international) return new(start, international, PersonalData.Phone);
            if (!char.IsAsciiDigit(first)) return Found.Nothing(whole);
            if (IpV4Pattern.IsMatch(word)) return new(start, end, PersonalData.Ip);
            if (word.Length is 4 or >= 13 && Card(start) is int card) return new(start, card, PersonalData.Card);
            if (word.Length is 1 or 3 or >= 12 && NorthAmerican(start) is int local) return new(start, local, PersonalData.Phone);
            return Found.Nothing(whole);
        }

        private int? Account(int start)
        {
            string number = "";
            int length = IbanLengths.ByCountry[text.Substring(start, 2)];
            foreach ((string word, int end) in Words(start))
            {
                number += word;
                if (number.Length == length) return Iban.IsValid(number) ? end : null;
                if (word.Length != 4 || number.Length > length) break;
            }

            return null;
        }

        private int? Card(int start)
        {
            string digits = "";
            int? longest = null;
            foreach ((string word, int end) in Words(start))
            {
                bool isFirst = digits.Length == 0;
                if (isFirst && CardPattern.IsMatch(word)) return IsCard(word.Replace("-", "", StringComparison.Ordinal)) ? end : null;
                if (!word.All(char.IsAsciiDigit) || (isFirst ? word.Length != 4 : word.Length is < 3 or > 6)) break;
                digits += word;
                if (IsCard(digits)) longest = end;
                if (digits.Length > 16) break;
            }

            return longest;
        }

        private static bool IsCard(string digits) => digits.Length is >= 13 and <= 19 && Luhn.IsValid(digits);

        private int? International(int start)
        {
            int? longest = null;
            foreach ((string word, int end) in Words(start))
            {
                ReadOnlySpan<char> soFar = text.AsSpan(start, end - start);
                if (!InternationalPattern.IsMatch(soFar)) break;
                if (word.Count(char.IsAsciiDigit) + text[start..(end - word.Length)].Count(char.IsAsciiDigit) >= 8) longest = end;
                if (longest is not null && soFar.Length == word.Length) break;
            }

            return longest;
        }

        private int? NorthAmerican(int start)
        {
            int groups = 0;
            foreach ((string word, int end) in Words(start))
            {
                if (NorthAmericanPattern.IsMatch(text.AsSpan(start, end - start))) return end;
                bool isCountry = end == start + 1 && word == "1", isGroup = word.Length == 3 && word.All(char.IsAsciiDigit);
                groups += isCountry ? 0 : 1;
                if ((!isCountry && !isGroup) || groups == 3) break;
            }

            return null;
        }

        private int? Bracketed(int at)
        {
            if (At(at + 1) is not (>= '2' and <= '9') || !char.IsAsciiDigit(At(at + 2)) || !char.IsAsciiDigit(At(at + 3))) return null;
            if (At(at + 4) != ')') return null;
            int start = At(at + 5) == ' ' ? at + 6 : at + 5, whole = WordEnd(start), end = CoreEnd(start, whole);
            return whole - start <= LongestWord && end - start == 8 && SubscriberPattern.IsMatch(text.AsSpan(start, 8)) ? end : null;
        }

        private int? IpV6(int start)
        {
            int end = start;
            while (end - start <= 40)
            {
                int whole = end > start && text[end - 1] != ':' ? end : WordEnd(end);
                int core = whole - end > LongestWord ? end : CoreEnd(end, whole);
                if (At(end) == ':') end++;
                else if (core - end is >= 1 and <= 4 && text[end..core].All(char.IsAsciiHexDigit)) end = core;
                else break;
            }

            if (end > start && text[end - 1] == ':')
            {
                if (char.IsAsciiLetterOrDigit(At(end)) || At(end) == '|') return null;
                if (end < start + 2 || text[end - 2] != ':') end--;
            }

            string address = text[start..end];
            string[] halves = address.Split("::");
            string[] groups = [.. halves.Where(half => half.Length > 0).SelectMany(half => half.Split(':'))];
            bool isWhole = halves.Length == 1 ? groups.Length == 8 : halves.Length == 2 && groups.Length < 8;
            return isWhole && groups.All(group => group.Length > 0) && address.Any(char.IsAsciiDigit) ? end : null;
        }

        /// <summary>Lists the word that begins somewhere, without what it ends in, and those that follow it after one space each.</summary>
        private IEnumerable<(string Text, int End)> Words(int start)
        {
            while (true)
            {
                int whole = WordEnd(start), end = CoreEnd(start, whole);
                if (end == start || whole - start > LongestWord) break;
                yield return (text[start..end], end);
                if (end < whole || At(end) != ' ') break;
                start = end + 1;
            }
        }

        private int WordEnd(int start)
        {
            int end = start;
            while (end - start <= LongestWord && IsWord(At(end))) end++;
            return end;
        }

        private int CoreEnd(int start, int end)
        {
            while (end > start && IsTrimmed(end - 1)) end--;
            return end;
        }

        private bool IsTrimmed(int at) => text[at] is '.' or '_' or '-' or '@' || (text[at] == '+' && !char.IsAsciiDigit(At(at + 1)));

        private char At(int at)
        {
            if (at < text.Length) return text[at];
            NeedsMore |= !isEnd;
            return '\0';
        }
    }
    #endregion
}
