#region Solution
using System.Security.Cryptography;
#endregion

namespace LLMCourse.M10;

/// <summary>The key under which a response is cached.</summary>
public static class ResponseKey
{
    /// <summary>Makes a key that two requests share if and only if they must get the same response.</summary>
    /// <param name="tenant">Whose request it is: nobody is given what was written for somebody else.</param>
    /// <param name="modelHash">The hash of the model's weights; another version is another model.</param>
    /// <param name="request">The request.</param>
    /// <returns>64 lower-case hexadecimal digits: the SHA-256 of everything that the response depends on, written so that different requests
    /// are written differently. Null if the response is drawn anew each time: at a temperature above 0 without a seed. What has no effect at
    /// temperature 0 is not in the key there.</returns>
    /// <exception cref="ArgumentException">The temperature is negative or not a finite number.</exception>
    [Exercise("M10.E3")]
    public static string? For(string tenant, string modelHash, ResponseRequest request)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(modelHash);
        ArgumentNullException.ThrowIfNull(request);
        // TODO M10.E3: write every part behind its length, and hash it.
        #region Solution
        if (!double.IsFinite(request.Temperature) || request.Temperature < 0)
            throw new ArgumentOutOfRangeException(nameof(request), request.Temperature, "The temperature must be a finite number, 0 or more.");
        bool draws = request.Temperature > 0;
        if (draws && request.Seed is null) return null;

        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        Write(writer, tenant);
        Write(writer, modelHash);
        writer.Write(draws);
        if (draws)
        {
            writer.Write(request.Temperature);
            writer.Write(request.TopP);
            writer.Write(request.Seed!.Value);
        }

        writer.Write(request.MaxTokens is not null);
        writer.Write(request.MaxTokens ?? 0);
        writer.Write(request.Stop.Count);
        foreach (string stop in request.Stop) Write(writer, stop);
        writer.Write(request.Messages.Count);
        foreach (ResponseMessage message in request.Messages)
        {
            Write(writer, message.Role);
            Write(writer, message.Content);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
        #endregion
    }

    #region Solution
    // By UTF-16 units: UTF-8 would write the same replacement for every half of a surrogate pair.
    private static void Write(BinaryWriter writer, string text)
    {
        writer.Write(text.Length);
        foreach (char unit in text) writer.Write((ushort)unit);
    }
    #endregion
}
