using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Random numbers that follow from a secret key: the same for whoever has it, and nothing to guess for whoever has not.</summary>
/// <param name="key">The key.</param>
/// <remarks>HMAC-SHA-256 in counter mode (NIST SP 800-108, §4.1). The grader is open source and a seed such as 7 is soon guessed: of a seed
/// alone, a student with the class list could compute who reviews whom.</remarks>
internal sealed class KeyedStream(byte[] key)
{
    // Without vowels no code has a word or a name in it; without 0, 1 and l none is misread.
    private const string Alphabet = "bcdfghjkmnpqrstvwxz23456789";

    private byte[] _block = [];
    private long _counter;
    private int _at;

    /// <summary>Draws a number from 0 to below a limit, each as likely as another.</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        uint whole = uint.MaxValue - (uint.MaxValue % (uint)limit);
        uint drawn = Next();
        while (drawn >= whole) drawn = Next();
        return (int)(drawn % (uint)limit);
    }

    /// <summary>Puts a list into an order in which no order is likelier than another.</summary>
    /// <remarks>Fisher and Yates, as in Knuth, The Art of Computer Programming 2, §3.4.2, algorithm P.</remarks>
    public void Shuffle<T>(IList<T> list)
    {
        for (int i = list.Count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    /// <summary>Draws a code of letters and digits, 4.7 bits each, that is not among those drawn before.</summary>
    public string Code(ISet<string> taken)
    {
        const int Length = 10;
        string code;
        do
        {
            code = string.Create(Length, this, static (text, self) =>
            {
                for (int i = 0; i < text.Length; i++) text[i] = Alphabet[self.Below(Alphabet.Length)];
            });
        }
        while (!taken.Add(code));
        return code;
    }

    private uint Next()
    {
        if (_at + sizeof(uint) > _block.Length)
        {
            byte[] counter = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(counter, _counter++);
            _block = HMACSHA256.HashData(key, counter);
            _at = 0;
        }

        uint value = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(_at));
        _at += sizeof(uint);
        return value;
    }
}
