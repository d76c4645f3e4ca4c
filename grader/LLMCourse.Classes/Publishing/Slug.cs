using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Classes.Publishing;

/// <summary>Names of folders for students on the instructor's site.</summary>
internal static class Slug
{
    private const int Longest = 60;

    /// <summary>Returns a name that is safe in every file system and address, and no other student's.</summary>
    /// <param name="key">The student's key, which may be anything.</param>
    /// <returns>The key where it is of small letters, digits, <c>_</c> and <c>-</c>; else what of it is, then <c>~</c>,
    /// which those never hold, and a hash.</returns>
    public static string Of(string key)
    {
        if (key.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(key[0]) && key.All(IsPlain) && !IsReserved(key)) return key;
        string plain = new([.. key.ToLowerInvariant().Where(IsPlain).Take(Longest)]);
        return $"{(plain.Length > 0 && char.IsAsciiLetterOrDigit(plain[0]) ? plain : "x" + plain)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8))}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';

    // Windows has devices of these names in every folder.
    private static bool IsReserved(string key) =>
        key is "con" or "prn" or "aux" or "nul" or "index" || (key.Length == 4 && key[..3] is "com" or "lpt" && char.IsAsciiDigit(key[3]));
}
