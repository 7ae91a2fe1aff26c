-- AlterTable
ALTER TABLE "capabilities" ADD COLUMN     "amounts" JSONB;

ALTER TABLE capabilities ADD CONSTRAINT amounts_list CHECK (jsonb_typeof(amounts) = 'array');
