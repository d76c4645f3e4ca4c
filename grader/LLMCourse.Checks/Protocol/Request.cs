namespace LLMCourse.Checks.Protocol;

/// <summary>What the grader asks of a worker.</summary>
public abstract record Request;

/// <summary>Asks whether the worker is ready; answered by <see cref="ReadyReply"/> once it has warmed up.</summary>
public sealed record HelloRequest : Request;

/// <summary>Asks for an answer and nothing else; answered by <see cref="DoneReply"/>. Its time is that of the channel.</summary>
public sealed record PingRequest : Request;

/// <summary>Asks the worker to end; not answered.</summary>
public sealed record ExitRequest : Request;

/// <summary>Hands over what is to be probed. Everything travels as bytes: no file of a submission is mounted.</summary>
/// <param name="Submission">The submission's assembly.</param>
/// <param name="Symbols">Its portable symbols; may be empty.</param>
/// <param name="Checks">The assembly of the module's checks.</param>
/// <param name="Replaces">Whether something is loaded already and is to be forgotten: code of the course's own, never a submission.</param>
public sealed record LoadRequest(ReadOnlyMemory<byte> Submission, ReadOnlyMemory<byte> Symbols, ReadOnlyMemory<byte> Checks,
    bool Replaces = false) : Request;

/// <summary>Runs one check's probe; answered by <see cref="ProbeReply"/>, with any number of
/// <see cref="ProgressReply"/> before it.</summary>
/// <param name="CheckId">The check.</param>
/// <param name="Argument">What the probe is given beside its seeded inputs; empty for every check.</param>
public sealed record ProbeRequest(string CheckId, string Argument = "") : Request;

/// <summary>Prepares work for a timed run, untimed; answered by <see cref="DoneReply"/>, or by
/// <see cref="ProbeReply"/> when it fails.</summary>
/// <param name="CheckId">The performance check.</param>
/// <param name="Size">One of its sizes.</param>
/// <param name="Seed">Differs from round to round; work i is prepared from seed + i.</param>
/// <param name="Implementation">Whose code to prepare.</param>
/// <param name="Count">How many pieces, each with inputs of its own; at most <see cref="ProtocolLimits.TimedWorks"/>.</param>
public sealed record PrepareTimingRequest(string CheckId, int Size, long Seed, Implementation Implementation, int Count) : Request;

/// <summary>Runs each prepared piece of work once; answered by <see cref="DoneReply"/>, or by
/// <see cref="ProbeReply"/> when it fails.</summary>
public sealed record RunTimingRequest : Request;

/// <summary>Asks for one result of the last timed run; answered by <see cref="ProbeReply"/>.</summary>
/// <param name="Index">Which piece of work, from 0.</param>
public sealed record CollectTimingRequest(int Index) : Request;
