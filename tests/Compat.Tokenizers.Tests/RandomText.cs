using System.Text;

namespace LLMCourse.Compat.Tokenizers;

internal static class RandomText
{
    /// <summary>Words that GPT-2's first merges touch, white space, and now and then something else.</summary>
    public static string Words(Random random, int length)
    {
        const string letters = "aeinorsthdgl  wfbpu\n";
        var text = new StringBuilder();
        while (text.Length < length) text.Append(random.Next(12) == 0 ? Character(random).ToString() : letters[random.Next(letters.Length)].ToString());
        return text.ToString();
    }

    /// <summary>Any characters, from one to four bytes long.</summary>
    public static string Unicode(Random random, int length)
    {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) text.Append(Character(random).ToString());
        return text.ToString();
    }

    private static Rune Character(Random random)
    {
        int[] limits = [0x80, 0x800, 0xFFFF, 0x10FFFF];
        while (true)
        {
            if (Rune.TryCreate(random.Next(limits[random.Next(4)]), out Rune rune)) return rune;
        }
    }
}
