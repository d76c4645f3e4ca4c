#region Solution
using System.Security.Cryptography;
#endregion

namespace LLMCourse.M10;

/// <summary>The keys of the blocks that a prompt is made of.</summary>
public static class PrefixBlocks
{
    /// <summary>Makes a key for every complete block of tokens, which stands for the block and for all before it.</summary>
    /// <remarks>
    /// keyᵢ = SHA-256(keyᵢ₋₁ ‖ tokens of block i), with key₋₁ = SHA-256 of the salt. What a position's keys and values hold depends on every
    /// token before it, so a block of the same tokens in another place is another block. Kwon et al. 2023, §4.3 shares blocks so
    /// (<see href="https://arxiv.org/abs/2309.06180"/>).
    /// </remarks>
    /// <param name="salt">Whose prompt it is: prompts of different salts share nothing.</param>
    /// <param name="tokens">The prompt's tokens.</param>
    /// <param name="blockSize">How many tokens a block has, 1 or more.</param>
    /// <returns>⌊tokens / blockSize⌋ keys, different for whatever differs in salt or tokens up to the end of the block. The tokens that fill no block have none.</returns>
    /// <exception cref="ArgumentException">The block size is 0 or less.</exception>
    [Exercise("M10.E3")]
    public static IReadOnlyList<string> Keys(string salt, IReadOnlyList<int> tokens, int blockSize)
    {
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentNullException.ThrowIfNull(tokens);
        // TODO M10.E3: hash each block together with the key before it.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        byte[] key = Hash(writer =>
        {
            foreach (char unit in salt) writer.Write((ushort)unit);
        });
        string[] keys = new string[tokens.Count / blockSize];
        for (int block = 0; block < keys.Length; block++)
        {
            byte[] parent = key;
            int first = block * blockSize;
            key = Hash(writer =>
            {
                writer.Write(parent);
                for (int i = 0; i < blockSize; i++) writer.Write(tokens[first + i]);
            });
            keys[block] = Convert.ToHexStringLower(key);
        }

        return keys;
        #endregion
    }

    #region Solution
    private static byte[] Hash(Action<BinaryWriter> write)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        write(writer);
        return SHA256.HashData(bytes.ToArray());
    }
    #endregion
}
