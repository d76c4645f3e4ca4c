namespace LLMCourse.M07;

/// <summary>What is wrong with a row.</summary>
public enum AuditFault
{
    /// <summary>There is no row of this index, though one follows or the anchor has seen one.</summary>
    Missing,

    /// <summary>The row's hash is not that of the hash before it and its own columns.</summary>
    Altered,

    /// <summary>The content is not that of the content's hash.</summary>
    ContentAltered,

    /// <summary>There is no content, and no retention has taken it away.</summary>
    ContentMissing,

    /// <summary>The row's hash is right and yet not the one of the anchor: somebody has written the chain anew.</summary>
    Rewritten,
}
