namespace Runtime.Storage.Tests.Embedded;

/// <summary>What can be done with a queue.</summary>
public enum QueueCallKind
{
    Send,
    Receive,
    Renew,
    Delete,
    Peek,
    Advance,
    Reopen,
}

/// <summary>A call with two numbers: which or how many, and seconds.</summary>
public sealed record QueueCall(QueueCallKind Kind, int Number, int Seconds);
