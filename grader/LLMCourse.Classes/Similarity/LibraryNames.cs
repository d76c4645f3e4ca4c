namespace LLMCourse.Classes.Similarity;

/// <summary>The names that nobody may change: those of the template's public members, and those that some
/// submission uses and does not declare.</summary>
/// <remarks>A member that a student calls <c>softmax</c> does not make the library's <c>.softmax</c> a name of the student's own.</remarks>
internal sealed class LibraryNames
{
    private readonly HashSet<string> _public, _afterDot;

    /// <summary>Collects them over the template and all submissions.</summary>
    public LibraryNames(DeclaredNames starter, IEnumerable<DeclaredNames> submissions)
    {
        _public = starter.Public;
        _afterDot = new HashSet<string>(starter.Public, StringComparer.Ordinal);
        foreach (DeclaredNames names in submissions.Append(starter)) _afterDot.UnionWith(names.AfterDot.Except(names.Members));
    }

    /// <summary>Returns whether a name may be changed by whoever copies the code that it stands in.</summary>
    /// <param name="names">The names of the submission.</param>
    /// <param name="file">The file.</param>
    /// <param name="name">The name.</param>
    /// <param name="afterDot">Whether it stands after a dot.</param>
    public bool IsOwn(DeclaredNames names, string file, string name, bool afterDot) => afterDot
        ? names.Members.Contains(name) && !_afterDot.Contains(name)
        : names.IsLocal(file, name) || (names.Members.Contains(name) && !_public.Contains(name));
}
