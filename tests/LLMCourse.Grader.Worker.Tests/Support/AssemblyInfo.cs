using System.Runtime.Versioning;

// Tests here start processes and look at what is left of them; beside others they would see each other's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// The sandbox is Linux's.
[assembly: SupportedOSPlatform("linux")]
