using System.Text;

namespace LLMCourse.M09;

/// <summary>A hash that is the same on every machine and in every run, which <c>string.GetHashCode</c> is not.</summary>
/// <remarks>FNV-1a of Fowler, Noll and Vo, 64 bits (RFC 9923, <see href="https://www.rfc-editor.org/rfc/rfc9923"/>).</remarks>
public static class FeatureHash
{
    /// <summary>Hashes the UTF-8 bytes of a feature.</summary>
    /// <param name="feature">Any text.</param>
    public static ulong Of(string feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(feature)) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
