namespace LLMCourse.Classes.Slurm;

/// <summary>Reads the lines of a file of results that may still be written to.</summary>
internal static class LineReader
{
    /// <summary>Reads the whole lines from a place on. What has no line feed yet is left for the next time;
    /// what a crash has torn is passed over.</summary>
    /// <param name="file">The file; one that is not there, or no longer, has no lines.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="take">Receives each line.</param>
    /// <returns>Where to begin the next time.</returns>
    public static long Read(string file, long offset, Action<ShardLine> take)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length <= offset) return offset;
            stream.Position = offset;
            using MemoryStream line = new();
            byte[] buffer = new byte[1 << 16];
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan(0, n);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    line.Write(rest[..end]);
                    offset += line.Length + 1;
                    if (ShardLine.Decode(line.GetBuffer().AsSpan(0, (int)line.Length)) is { } whole) take(whole);
                    line.SetLength(0);
                }

                line.Write(rest);
            }

            return offset;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was renamed a moment ago; its lines are found under the new name.
            return offset;
        }
    }
}
