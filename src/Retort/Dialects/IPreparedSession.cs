using Retort.Schema;

namespace Retort.Dialects;

/// <summary>A session that can get ready for what it will be asked for. Nothing is asked of the server, which may be at work for it.</summary>
internal interface IPreparedSession
{
    /// <summary>Brings the code up that reads a schema.</summary>
    void GetReadyToReadSchema(SchemaScope scope);
}
