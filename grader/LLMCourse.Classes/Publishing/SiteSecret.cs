using System.Security.Cryptography;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Publishing;

/// <summary>What makes the folders of students unguessable and keeps them the same from one publishing to the next: 32 random bytes in a
/// file beside the gradebook.</summary>
/// <remarks>A folder is HMAC-SHA-256 of the student's key under the secret, cut to 130 bits: whoever knows a key, and any number of
/// other students' folders, cannot tell the folder (RFC 2104; NIST SP 800-107, §5.3).</remarks>
internal sealed class SiteSecret
{
    private const int Bytes = 32;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly byte[] _key;

    private SiteSecret(byte[] key) => _key = key;

    /// <summary>Returns the file of a gradebook's secret.</summary>
    public static string FileOf(string gradebook) => gradebook + ".site-secret";

    /// <summary>Reads a gradebook's secret, and makes it when there is none.</summary>
    /// <exception cref="CourseException">The file is no secret; it is never replaced, since every link would break.</exception>
    public static SiteSecret Of(string gradebook)
    {
        string file = FileOf(gradebook);
        if (!File.Exists(file)) Make(file);
        byte[] key = new byte[Bytes];
        return Convert.FromHexString(File.ReadAllText(file).Trim(), key, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == Bytes
            ? new SiteSecret(key)
            : throw new CourseException(
                $"{file} is damaged: it must hold {2 * Bytes} hexadecimal digits. Restore it from a copy; if there is none, delete it, and send students their new links.");
    }

    /// <summary>Returns a student's folder: 26 letters and digits.</summary>
    public string FolderOf(string student)
    {
        byte[] hash = Derive("folder", student);
        return string.Create(26, hash, static (text, bytes) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                int bit = 5 * i, pair = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
                text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }

    /// <summary>Returns a key of its own for another use of the secret.</summary>
    /// <param name="use">What for; no two uses share a name.</param>
    public byte[] KeyFor(string use) => Derive("key", use);

    /// <summary>Returns a number for a student's pseudonym.</summary>
    /// <param name="student">The student's key.</param>
    /// <param name="attempt">0, or more where another student has the pseudonym already.</param>
    public uint NumberOf(string student, int attempt) => BitConverter.ToUInt32(Derive($"pseudonym {attempt}", student));

    private byte[] Derive(string use, string student) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{use}\0{student}"));

    private static void Make(string file)
    {
        string temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            // Two publishings at once: the first one's secret stays.
            if (!File.Exists(file)) File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
