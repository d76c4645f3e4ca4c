using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Reference.Corpora;

/// <summary>A source of notices: where they come from and what may be done with them.</summary>
/// <param name="Name">Its name, such as <c>town-hall</c>.</param>
/// <param name="Licence">An SPDX identifier, such as <c>CC-BY-4.0</c>, or <c>unknown</c>.</param>
/// <param name="Rows">Its notices; row i has <see cref="Notice.Row"/> i.</param>
public sealed record NoticeSource(string Name, string Licence, IReadOnlyList<Notice> Rows)
{
    /// <summary>Gets the SHA-256 of the rows, 64 lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed is the UTF-8 of one line a row, <c>row⇥topic⇥tone⇥text</c> and a line feed. In the text a backslash is written as <c>\\</c>,
    /// a tab as <c>\t</c>, a line feed as <c>\n</c> and a carriage return as <c>\r</c>, so that two different lists of rows never make the
    /// same bytes.
    /// </remarks>
    public string Sha256
    {
        get
        {
            StringBuilder lines = new();
            foreach (Notice row in Rows)
            {
                _ = lines.Append(CultureInfo.InvariantCulture, $"{row.Row}\t{Escape(row.Topic)}\t{Escape(row.Tone)}\t{Escape(row.Text)}\n");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
        }
    }

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\t", @"\t", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal);
}
